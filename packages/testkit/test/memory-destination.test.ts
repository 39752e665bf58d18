import { describe, expect, test } from 'vitest'
import { destinationSuite } from '../src/destination-suite/destination-suite.ts'
import { memoryOptions } from './memory-under-test.ts'

destinationSuite({ describe, test, expect }, memoryOptions())
