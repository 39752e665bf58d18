import { killSuite } from '@millrace/testkit'
import { describe, expect, test } from 'vitest'
import { postgresStores } from './support/postgres-stores.ts'

killSuite(
  { describe, test, expect },
  {
    stores: postgresStores,
    child: new URL('kill-child.ts', import.meta.url),
    execArgv: ['--conditions=millrace-source'],
    kills: process.env['MILLRACE_KILLS'] === 'all' ? 'all' : 28,
  },
)
