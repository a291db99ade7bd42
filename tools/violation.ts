/** A place where the code breaks a rule of the architecture. */
export type Violation = {
  /** From the root of the repository, with slashes. */
  readonly file: string;
  readonly line: number;
  /** Short name of the rule, as ARCHITECTURE.md and CONTRIBUTING.md use it. */
  readonly rule: string;
  /** What is wrong and what to do instead. */
  readonly message: string;
};

export function formatViolation({ file, line, rule, message }: Violation): string {
  return `${file}:${line}  ${rule}  ${message}`;
}
