import type { FoundCode } from './find-codes.ts'
import type { DocumentedType } from './read-types.ts'

/** Anything that can carry a doc comment. */
export interface Documented {
  readonly doc: string | undefined
  readonly place: string
}

/** Names a declaration that has no doc comment. */
export function findUndocumented(name: string, documented: Documented): readonly string[] {
  return documented.doc === undefined ? [`${documented.place}: ${name} has no doc comment`] : []
}

/** Names everything in a type that has none. Members of a union may do without, if all of them do. */
export function findUndocumentedMembers(type: DocumentedType): readonly string[] {
  const { kind, members, name } = type
  const isPlainUnion = kind === 'alias' && members.every(({ doc }) => doc === undefined)
  const checked = isPlainUnion ? [] : members
  return [
    ...findUndocumented(name, type),
    ...checked.flatMap((member) => findUndocumented(`${name}, member ${member.name},`, member)),
  ]
}

/** Compares the codes in the source with those that a data file explains, both ways. */
export function compareCodes(
  found: readonly FoundCode[],
  explained: Readonly<Record<string, string>>,
  dataFile: string,
): readonly string[] {
  const codes = new Set(found.map(({ code }) => code))
  return [
    ...found
      .filter(({ code }) => !Object.hasOwn(explained, code))
      .map(({ code, kind, place }) => `${place}: the ${kind} code '${code}' has no sentence in ${dataFile}`),
    ...Object.keys(explained)
      .filter((code) => !codes.has(code))
      .map((code) => `${dataFile}: the code '${code}' stands nowhere in the source`),
  ]
}
