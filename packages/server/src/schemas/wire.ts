import { z } from 'zod'

/** A type as JSON carries it. */
export type Wire<Type> = Type extends Date | bigint | Uint8Array
  ? string
  : Type extends string | number | boolean | null | undefined
    ? Type
    : Type extends readonly (infer Item)[]
      ? readonly Wire<Item>[]
      : { readonly [Key in keyof Type]: Wire<Type[Key]> }

/** A record's number. */
export const id: z.ZodType<number> = z.int().min(1)

/** ISO 8601 in UTC, with milliseconds. */
export const instant: z.ZodType<string> = z.iso.datetime({ precision: 3 })

export const text: z.ZodType<string> = z.string()

export const count: z.ZodType<number> = z.int().min(0)

/** Any JSON. */
export const json: z.ZodType = z.any()
