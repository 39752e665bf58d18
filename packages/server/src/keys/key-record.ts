import type { JsonValue } from '@millrace/core'
import { z } from 'zod'
import type { Access } from './caller.ts'

/** A key as it is kept: what it was cannot be found out from that. */
export interface KeyRecord {
  readonly type: 'api-key'
  readonly digest: string
  /** For people. */
  readonly name: string
  readonly access: Access
  /** Null: it chooses. */
  readonly account: number | null
  readonly createdAt: string
}

const schema: z.ZodType<KeyRecord> = z.object({
  type: z.literal('api-key'),
  digest: z.string(),
  name: z.string(),
  access: z.enum(['read', 'full']),
  account: z.number().nullable(),
  createdAt: z.string(),
})

/** Other things are kept under the same kind: undefined for those. */
export function readKeyRecord(value: JsonValue | undefined): KeyRecord | undefined {
  return schema.safeParse(value).data
}
