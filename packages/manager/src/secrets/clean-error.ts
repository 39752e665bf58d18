import type { Redactor } from './redactor.ts'

/** Causes of causes are followed so far. */
const maxDepth = 12

/** A copy of what was thrown, of the same kind and with all it says, without secrets: in its message, its stack, its causes and whatever else it holds. */
export function cleanError(error: unknown, redactor: Redactor): unknown {
  return clean(error, redactor, { depth: 0, seen: new Map() })
}

interface Progress {
  readonly depth: number
  readonly seen: Map<object, unknown>
}

function clean(value: unknown, redactor: Redactor, { depth, seen }: Progress): unknown {
  if (typeof value === 'string') return redactor.clean(value)
  if (typeof value !== 'object' || value === null) return value
  const known = seen.get(value)
  if (known !== undefined) return known
  if (depth >= maxDepth) return undefined
  const prototype: unknown = Object.getPrototypeOf(value)
  const isOpen = value instanceof Error || Array.isArray(value) || prototype === Object.prototype || prototype === null
  // What is something of its own, as a Date, a Map or a response, cannot be copied without knowing it.
  if (!isOpen) return value instanceof Date ? value : `[${value.constructor.name}]`
  const copy: object = Array.isArray(value) ? [] : Object.create(prototype as object | null)
  seen.set(value, copy)
  for (const key of Reflect.ownKeys(value)) {
    const described = Object.getOwnPropertyDescriptor(value, key)
    if (described === undefined || key === 'length') continue
    const inner = clean(Reflect.get(value, key), redactor, { depth: depth + 1, seen })
    const name = typeof key === 'string' ? redactor.clean(key) : key
    Object.defineProperty(copy, name, {
      value: inner,
      enumerable: described.enumerable ?? false,
      writable: true,
      configurable: true,
    })
  }
  return copy
}
