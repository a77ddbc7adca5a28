/** A guard that is taken away to see whether a test notices. */
export type Mutant = {
  /** What is taken away, in a few words. */
  readonly guard: string;
  /** Where it stands. */
  readonly file: string;
  /** Its exact text, which is there once. A text that is not is a failure: the guard has moved, so look again. */
  readonly find: string;
  readonly replace: string;
  /** The tests that can notice: parts of their files' paths. */
  readonly tests: readonly string[];
  /** Of those only the tests whose full title matches: where another rule would notice first. */
  readonly only?: string;
};

/** Mutants of one file that the same tests notice. */
export function mutantsOf(
  file: string,
  tests: readonly string[],
  mutants: readonly (readonly [guard: string, find: string, replace: string, only?: string])[],
): Mutant[] {
  return mutants.map(([guard, find, replace, only]) => ({
    guard,
    file,
    find,
    replace,
    tests,
    ...(only === undefined ? {} : { only }),
  }));
}

/** The file's text without the guard. @throws Error when the guard is not there exactly once */
export function mutate(text: string, { guard, file, find, replace }: Mutant): string {
  const parts = text.split(find);
  if (parts.length !== 2) {
    throw new Error(`${file}: the text of “${guard}” is there ${parts.length - 1} times; it must be there once.`);
  }
  return parts.join(replace);
}
