import { storeSuite } from '../../src/store/testing/store-suite.ts'
import { openPostgres } from '../support/open-postgres.ts'

storeSuite(openPostgres)
