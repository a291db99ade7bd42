import { figureNames, isWanted } from './figure.ts';

export type Arguments = { readonly names: readonly string[]; readonly jsonFile: string | undefined };

/** `NAME… --json FILE`. @throws Error naming the word that means nothing here */
export const parseArguments = (words: readonly string[]): Arguments => {
  const names: string[] = [];
  let jsonFile: string | undefined;
  for (let at = 0; at < words.length; at += 1) {
    const word = words[at] ?? '';
    if (word === '--json') {
      at += 1;
      jsonFile = words[at];
      if (jsonFile === undefined) throw new Error('--json needs the name of a file.');
    } else if (figureNames.some((name) => isWanted(name, [word]))) names.push(word);
    else throw new Error(`"${word}" is no figure. Figures: ${figureNames.join(', ')}.`);
  }
  return { names, jsonFile };
};
