export type NumberedLine = { readonly number: number; readonly text: string };

const longestLine = 65_536;

/** The lines of a UTF-8 text, trimmed and numbered from 1; a byte order mark is taken away. */
export async function* readLines(stream: AsyncIterable<Uint8Array>): AsyncGenerator<NumberedLine> {
  const decoder = new TextDecoder();
  let rest = '';
  let number = 0;
  const complete = function* (text: string) {
    const lines = (rest + text).split(/\r\n|\n|\r(?!$)/);
    rest = lines.pop() ?? '';
    // What is longer than any line of ours is no line of ours: it is given as it stands, not gathered for ever.
    if (rest.length > longestLine) lines.push(rest.slice(0, longestLine));
    if (rest.length > longestLine) rest = '';
    for (const line of lines) {
      number += 1;
      yield { number, text: line.trim() };
    }
  };
  for await (const chunk of stream) yield* complete(decoder.decode(chunk, { stream: true }));
  yield* complete(decoder.decode());
  if (rest !== '') yield { number: number + 1, text: rest.trim() };
}
