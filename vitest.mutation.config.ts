import { defineConfig } from 'vitest/config';

/** The tests that `npm run mutation` judges: those that stand beside what is changed. */
export default defineConfig({
  test: {
    include: [
      'packages/domain/src/money*.test.ts',
      'packages/domain/src/{cancellation,billing}/**/*.test.ts',
    ],
    // A changed function shows in a few cases of a property or in none: a five-hundredth of them is enough.
    env: { KONTOR_PROPERTY_RUNS: '0.002' },
  },
});
