import { destinationSuite } from '@millrace/testkit'
import { describe, expect, test } from 'vitest'
import { duckdbUnderTest } from './duckdb-under-test.ts'

const oneProcess = 'one process at a time has a DuckDB database'

destinationSuite(
  { describe, test, expect },
  {
    create: () => duckdbUnderTest('file'),
    toggles: { multiProcess: { off: oneProcess } },
  },
)
