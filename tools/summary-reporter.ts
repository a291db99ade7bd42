import { writeFileSync } from 'node:fs';
import type { Reporter, SerializedError, TestModule } from 'vitest/node';

export type Summary = { readonly passed: number; readonly failed: number; readonly notRun: number };

/** The file a run writes its counts to, for `npm test` to add them up. */
export const summaryVariable = 'KONTOR_TEST_SUMMARY';

/** Counts tests. A file that could not be loaded and an error outside any test are failures too. */
export function countTests(modules: readonly TestModule[], unhandled: readonly SerializedError[]): Summary {
  const tests = modules.flatMap((module) => [...module.children.allTests()]);
  const inState = (state: string) => tests.filter((test) => test.result().state === state).length;
  // Includes hooks that failed outside of any test, whose tests count as not run.
  const brokenModules = modules.filter((module) => module.state() === 'failed' && !hasFailedTest(module));
  const passed = inState('passed');
  const failed = inState('failed') + brokenModules.length + unhandled.length;
  return { passed, failed, notRun: tests.length - passed - inState('failed') };
}

function hasFailedTest(module: TestModule): boolean {
  return [...module.children.allTests('failed')].length > 0;
}

/** Vitest's reporter for `npm test`; vitest asks for a default export. */
// biome-ignore lint/style/noDefaultExport: vitest loads a reporter's file by its default export
export default class SummaryReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], unhandled: readonly SerializedError[]): void {
    const path = process.env[summaryVariable];
    if (path !== undefined) writeFileSync(path, JSON.stringify(countTests(modules, unhandled)));
  }
}
