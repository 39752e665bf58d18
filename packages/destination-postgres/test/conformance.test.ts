import { destinationSuite } from '@millrace/testkit'
import { describe, expect, test } from 'vitest'
import { postgresUnderTest } from './postgres-under-test.ts'

// Side by side: each test has a database of its own, and spends its time waiting for it.
const concurrent = (name: string, run: () => Promise<void> | void, timeoutInMs?: number): void => {
  test.concurrent(name, async () => run(), timeoutInMs)
}

destinationSuite(
  { describe, test: Object.assign(concurrent, { skip: test.skip }), expect },
  { create: postgresUnderTest },
)
