import { destinationSuite } from '@millrace/testkit'
import { describe, expect, test } from 'vitest'
import { postgresUnderTest } from './postgres-under-test.ts'

// Side by side: each test has a database of its own, and spends its time waiting for it.
destinationSuite({ describe: describe.concurrent, test, expect }, { create: postgresUnderTest })
