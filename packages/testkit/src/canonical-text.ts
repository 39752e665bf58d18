/**
 * One text for all values that mean the same in tables: key order, absent, null and empty, -0 and 0, instants in
 * different time zones make no difference.
 */
export function canonicalText(value: unknown): string {
  return JSON.stringify(canonicalValue(value, 0)) ?? 'null'
}

// Objects are lists of names and values, so that no name, `__proto__` included, is special.
type Canonical = null | boolean | string | readonly Canonical[]

const maxDepth = 500

function canonicalValue(value: unknown, depth: number): Canonical {
  if (depth > maxDepth) throw new Error(`a value is nested deeper than ${maxDepth} levels, or contains itself`)
  switch (typeof value) {
    case 'string':
      return `text ${canonicalInstant(value)}`
    case 'number':
    case 'bigint':
      // A whole number is the same as number and as bigint; adding 0 turns -0 into 0.
      return `number ${typeof value === 'number' ? value + 0 : value}`
    case 'boolean':
      return value
    case 'undefined':
      return null
    case 'object':
      return value === null ? null : canonicalObject(value, depth)
    case 'function':
    case 'symbol':
    default:
      return `unsupported ${typeof value}`
  }
}

function canonicalObject(value: object, depth: number): Canonical {
  if (value instanceof Date) return `text ${canonicalInstant(value.toISOString())}`
  if (value instanceof Uint8Array) return `binary ${Buffer.from(value).toString('base64')}`
  if (Array.isArray(value)) {
    return value.length === 0 ? null : ['array', ...value.map((element) => canonicalValue(element, depth + 1))]
  }
  const members = Object.entries(value)
    .map(([name, member]) => [name, canonicalValue(member, depth + 1)] as const)
    .filter(([, member]) => member !== null)
    .sort(([left], [right]) => (left < right ? -1 : 1))
  return members.length === 0 ? null : ['object', ...members]
}

const instant = /^(\d{4}-\d\d-\d\d)[Tt](\d\d:\d\d:\d\d)(?:\.(\d{1,6}))?([Zz]|[+-]\d\d:\d\d)$/

function canonicalInstant(text: string): string {
  const match = instant.exec(text)
  if (match === null) return text
  const [, day = '', time = '', fraction = '', zone = ''] = match
  const milliseconds = Date.parse(`${day}T${time}${zone.toUpperCase()}`)
  if (Number.isNaN(milliseconds)) return text
  return `${new Date(milliseconds).toISOString().slice(0, 19)}.${fraction.padEnd(6, '0')}Z`
}
