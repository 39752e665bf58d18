import { describe, expect, test } from 'vitest'
import { faultSuite } from '../../src/fault-suite/fault-suite.ts'
import { memoryStores } from '../../src/fault-bench/memory-stores.ts'

faultSuite({ describe, test, expect }, { stores: memoryStores(), groups: ['overtaken'] })
