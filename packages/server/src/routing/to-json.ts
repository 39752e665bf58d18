/** JSON of anything that a manager shows: integers that JavaScript's numbers cannot hold become texts, bytes base64. */
export function toJson(value: unknown): string {
  return JSON.stringify(value, (_key, member: unknown) => {
    if (typeof member === 'bigint') return String(member)
    return member instanceof Uint8Array ? Buffer.from(member).toString('base64') : member
  })
}
