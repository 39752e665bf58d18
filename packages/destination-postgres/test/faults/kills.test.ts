import { faultSuite } from '@millrace/testkit'
import { describe, expect, test } from 'vitest'
import { postgresStores } from './support/postgres-stores.ts'

const every = process.env['MILLRACE_KILLS'] === 'all' ? 1 : 50

faultSuite({ describe, test, expect }, { stores: postgresStores, groups: ['kills'], every })
