/** What an id names; two hex digits of it. */
export type IdKind = 'account' | 'entity' | 'entry' | 'workspace'

const kindDigits: Readonly<Record<IdKind, string>> = { account: 'a0', entity: 'e0', entry: 'b0', workspace: 'c0' }

/** 24 hex digits: the second of creation, the kind, a series and a number. */
export function objectId(createdAt: number, kind: IdKind, series: number, index: number): string {
  const seconds = hex(Math.floor(createdAt / 1000), 8)
  return `${seconds}${kindDigits[kind]}${hex(series & 0xffff, 4)}${hex(index, 10)}`
}

/** The creation second of an id, in milliseconds since 1970. */
export function createdAtOf(id: string): number {
  return Number.parseInt(id.slice(0, 8), 16) * 1000
}

/** The number at the end of an id that `objectId` made. */
export function indexOfId(id: string): number {
  return Number.parseInt(id.slice(14), 16)
}

/** Whether a text can be an id at all. */
export function isObjectId(text: string): boolean {
  return /^[0-9a-f]{24}$/i.test(text)
}

function hex(value: number, digits: number): string {
  return value.toString(16).padStart(digits, '0')
}
