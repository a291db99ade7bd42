/** What is the matter with an export, at its first record that is not as it was recorded. */
export type Change = {
  readonly kind: 'altered' | 'removed' | 'added' | 'reordered';
  /** The lowest number at whose place something else stands, or nothing, or one too many. */
  readonly leafIndex: number;
  /** Where only a range can be told: the number after its last. */
  readonly upTo?: number;
  /** The id of the record found there (added, altered) or found elsewhere (reordered), as its line says. */
  readonly recordId?: string;
};

/** A record that should come next, by what it is known by: its hash, or its number. */
export type Expected<K> = { readonly index: number; readonly key: K };

/** A line that did come; without a key it cannot be a record at all. */
export type Found<K> = {
  readonly key: K | undefined;
  /** Asked of one line only, since finding it takes longer than hashing. */
  readonly recordId: () => string | undefined;
};

/**
 * The first difference between the records that should be there and the lines that are, none of them kept in memory.
 * `isLater` says whether a key is still among the expected that were not yet taken.
 */
export function firstChange<K>(
  expected: Iterator<Expected<K>>,
  found: Iterator<Found<K>>,
  isLater: (key: K, rest: Iterator<Expected<K>>) => boolean,
): Change | undefined {
  for (let reached = 0; ; ) {
    const [due, line] = [expected.next(), found.next()];
    if (due.done) return line.done ? undefined : changeOf('added', reached, line.value.recordId());
    if (line.done) return changeOf('removed', due.value.index, undefined);
    const { index, key } = due.value;
    reached = index + 1;
    if (line.value.key === key) continue;
    const { ofDue, again } = later(found, key, line.value.key);
    const belongsLater = line.value.key !== undefined && isLater(line.value.key, expected);
    const moved = belongsLater && !again;
    if (ofDue)
      return moved
        ? changeOf('reordered', index, ofDue.recordId())
        : changeOf('added', index, line.value.recordId());
    return moved ? changeOf('removed', index, undefined) : changeOf('altered', index, line.value.recordId());
  }
}

/** Whether a key is among the rest, which is used up by asking. */
export function isAmong<K>(key: K, rest: Iterator<Expected<K>>): boolean {
  for (let next = rest.next(); !next.done; next = rest.next()) if (next.value.key === key) return true;
  return false;
}

/** Whether the record that is due comes later, and whether what came instead comes once more. */
function later<K>(found: Iterator<Found<K>>, due: K, instead: K | undefined) {
  let ofDue: Found<K> | undefined;
  let again = false;
  for (let next = found.next(); !next.done; next = found.next()) {
    if (next.value.key === due) ofDue ??= next.value;
    if (instead !== undefined && next.value.key === instead) again = true;
  }
  return { ofDue, again };
}

function changeOf(kind: Change['kind'], leafIndex: number, recordId: string | undefined): Change {
  return recordId === undefined ? { kind, leafIndex } : { kind, leafIndex, recordId };
}
