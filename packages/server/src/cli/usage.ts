export const usage = `kontor — commands for the operator of an installation

  kontor import price-sheet FILE [--view software]
  kontor import products FILE
  kontor import keys FILE --product ID --sku ID [--version NAME]
  kontor import artifact FILE --product ID --sku ID --version NAME --language TAG --bitness 64|32|arm64
                              [--file-name NAME] [--sha256 HEX]
  kontor artifacts sweep [--retention-days N]
  kontor export price-sheet VERSION [--out FILE]
  kontor seed demo
  kontor billing run --period 2026-10 [--partner ID]
  kontor billing reconcile --period 2026-10 [--partner ID]
  kontor keys rotate
  kontor keys rewrap --new-master-key-file FILE | --new-key-service-url URL | --confirm | --abandon
  kontor keys list
  kontor pools list [--low]
  kontor pools set --product ID --sku ID [--source pool|generated|none] [--format digits_32|mak_5x5|template]
                   [--template TEXT] [--check none|mod97|luhn] [--groups A,B] [--rule per_purchase|per_unit|activations]
                   [--keys N] [--activations N] [--threshold N [--version NAME]]
  kontor pools withdraw IMPORT --product ID --sku ID
  kontor audit verify FILE… | FOLDER [--proof FILE] [--checkpoint FILE]… [--key KEY|FILE]… [--openings FILE] [--names]
  kontor mail test ADDRESS
  kontor audit export --partner ID --out FOLDER [--from 2026-01-01] [--to 2026-12-31]
  kontor audit checkpoint [--partner ID] [--size N]
  kontor audit check [--partner ID]
  kontor audit rotate-key
  kontor audit erase PERSON [--reason requested|left|legal_duty|other]
  kontor sandbox create --partner ID --name NAME [--seed]
  kontor sandbox list --partner ID
  kontor sandbox delete ID
  kontor sandbox clock ID --advance P1Y | --to 2027-01-31T09:00:00Z

FILE is a path, or - for standard input. The database is that of DATABASE_URL, or the embedded one in
KONTOR_DATA_DIR (./data), whether the server is running on it or not. "sandbox create" prints the account with its
secrets as JSON, this once; "sandbox clock" comes back when everything that fell due on the way is done. "billing
reconcile" prints what a month comes to and fails where something is not explained. "keys rotate" may be stopped and
run again at any time, while the service runs; "keys rewrap" changes the master key in two steps. "audit verify" needs
neither database nor network: it holds an export of the log against signed checkpoints and names the first record that
was altered, removed, added or reordered (exit code 1).

Exit codes: 0 done; 1 the input was refused and nothing of it stays, or, of keys, the lines that were named;
2 the command is not understood; 3 the database could not be used.
`;

/** The command cannot be understood; the message says which part. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/** The input was refused, of keys some lines of it; the lines say where and why. */
export class InputRefused extends Error {
  override readonly name = 'InputRefused';
  readonly lines: readonly string[];
  constructor(message: string, lines: readonly string[] = []) {
    super(message);
    this.lines = lines;
  }
}

export const exitCodes = { done: 0, refused: 1, usage: 2, unavailable: 3 } as const;
