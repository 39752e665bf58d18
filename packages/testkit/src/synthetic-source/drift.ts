/** How the shape of the records changes from a row on. */
export type DriftKind =
  | 'newColumn'
  | 'integerToText'
  | 'objectToScalar'
  | 'scalarToArray'
  /** Null in all rows before, an object afterwards. */
  | 'nullThenObject'
  | 'columnDisappears'
  /** Two names that differ only in case. */
  | 'namesMeet'
  /** Two names over 63 bytes that are equal in their first 63. */
  | 'longNames'
  | 'reservedWords'
  /** 1,700 columns. */
  | 'manyColumns'

export const driftKinds: readonly DriftKind[] = [
  'newColumn',
  'integerToText',
  'objectToScalar',
  'scalarToArray',
  'nullThenObject',
  'columnDisappears',
  'namesMeet',
  'longNames',
  'reservedWords',
  'manyColumns',
]

type Fields = Readonly<Record<string, unknown>>

const changes: Readonly<Record<DriftKind, (fields: Fields) => Fields>> = {
  newColumn: (fields) => ({ ...fields, extra: 'new' }),
  integerToText: (fields) => ({ ...fields, quantity: `about ${String(fields['quantity'])}` }),
  objectToScalar: (fields) => ({ ...fields, owner: 'nobody' }),
  scalarToArray: (fields) => ({ ...fields, title: [fields['title'], 'second'] }),
  nullThenObject: (fields) => ({ ...fields, detail: { code: fields['quantity'], note: { text: 'late' } } }),
  columnDisappears: (fields) => Object.fromEntries(Object.entries(fields).filter(([name]) => name !== 'title')),
  namesMeet: (fields) => ({ ...fields, fooBar: 'camel', foobar: 'lower' }),
  longNames: (fields) => ({ ...fields, [`${longName}one`]: 1, [`${longName}two`]: 2 }),
  reservedWords: (fields) => ({ ...fields, select: 1, order: 'by', user: { table: true }, group: ['where'] }),
  manyColumns: (fields) => ({ ...fields, ...manyColumns() }),
}

const longName = 'a_name_that_is_far_longer_than_any_database_would_take_for_a_column_'

/** The fields of a record on one side or the other of the drift. */
export function applyDrift(fields: Fields, kind: DriftKind, hasBegun: boolean): Fields {
  if (hasBegun) return changes[kind](fields)
  return kind === 'nullThenObject' ? { ...fields, detail: null } : fields
}

function manyColumns(): Fields {
  return Object.fromEntries(Array.from({ length: 1700 }, (_, index) => [`wide_${index + 1}`, index]))
}
