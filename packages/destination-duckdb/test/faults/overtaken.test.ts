import { faultSuite } from '@millrace/testkit'
import { describe, expect, test } from 'vitest'
import { duckdbInstances } from './support/duckdb-stores.ts'

const every = process.env['MILLRACE_KILLS'] === 'all' ? 1 : 16

faultSuite({ describe, test, expect }, { stores: duckdbInstances, groups: ['overtaken'], every })
