/** Loads one row into `orders`, in a thread. */

import { arraySource, runPipeline } from '@millrace/core'
import { duckdb } from '../../src/index.ts'

const [, , path = ''] = process.argv
const source = arraySource({ orders: { primaryKey: 'id', records: [{ id: 1 }] } })
await runPipeline({ source, destination: duckdb({ path }), name: 'thread' })
