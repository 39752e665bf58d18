import { killSuite } from '@millrace/testkit'
import { describe, expect, test } from 'vitest'
import { duckdbFiles } from './support/duckdb-stores.ts'

killSuite(
  { describe, test, expect },
  {
    stores: duckdbFiles,
    child: new URL('kill-child.ts', import.meta.url),
    execArgv: ['--conditions=millrace-source'],
    kills: process.env['MILLRACE_KILLS'] === 'all' ? 'all' : 40,
  },
)
