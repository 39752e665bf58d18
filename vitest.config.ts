import { defineConfig, type ViteUserConfig } from 'vitest/config'

// Node gets them as flags: with `import` among them `require` would find ES modules.
const conditions = ['millrace-source', 'node']

const config: ViteUserConfig = defineConfig({
  // Workspace packages are taken from their sources, so that no build is needed before a test run.
  resolve: { conditions },
  ssr: { resolve: { conditions, externalConditions: conditions } },
  test: {
    include: ['packages/*/src/**/*.test.ts', 'packages/*/test/**/*.test.ts', 'scripts/**/*.test.ts'],
    // One server for all tests that need Postgres, started when the first of them asks.
    globalSetup: ['packages/destination-postgres/test/support/server/global-setup.ts'],
    // All cores: much of the time is spent waiting for files and child processes.
    maxWorkers: '100%',
    // Tests of laws run hundreds of cases, and a machine may have other things to do.
    testTimeout: 60_000,
    hookTimeout: 60_000,
    typecheck: {
      enabled: true,
      include: ['packages/*/src/**/*.test-d.ts', 'packages/*/test/**/*.test-d.ts'],
      tsconfig: './tsconfig.json',
      // Type errors elsewhere are found by `pnpm check`.
      ignoreSourceErrors: true,
    },
  },
})

export default config
