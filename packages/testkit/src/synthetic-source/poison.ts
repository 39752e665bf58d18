/** What makes a record hard or impossible to store. */
export type PoisonKind =
  | 'bigInteger'
  | 'notANumber'
  | 'negativeZero'
  | 'loneSurrogate'
  | 'nulCharacter'
  | 'fortyDigits'
  | 'dateOutOfRange'
  /** A text of 20 MB. */
  | 'hugeText'
  /** 10,000 levels of objects. */
  | 'deepNesting'
  | 'prototypeKeys'
  | 'cycle'
  | 'throwingGetter'
  /** A property whose name is empty. */
  | 'emptyName'
  | 'nullKey'
  | 'missingKey'
  | 'notAnObject'

/** `either`: stored exactly, or rejected, as the destination can. */
export type PoisonOutcome = 'stored' | 'rejected' | 'either'

export const poisonOutcomes: Readonly<Record<PoisonKind, PoisonOutcome>> = {
  bigInteger: 'either',
  notANumber: 'either',
  negativeZero: 'stored',
  loneSurrogate: 'either',
  nulCharacter: 'either',
  fortyDigits: 'stored',
  dateOutOfRange: 'either',
  hugeText: 'either',
  deepNesting: 'rejected',
  prototypeKeys: 'either',
  cycle: 'rejected',
  throwingGetter: 'rejected',
  emptyName: 'stored',
  nullKey: 'rejected',
  missingKey: 'rejected',
  notAnObject: 'rejected',
}

export const poisonKinds: readonly PoisonKind[] = Object.keys(poisonOutcomes) as PoisonKind[]

/** The kinds that leave a record without a readable key. */
export const keylessPoison: readonly PoisonKind[] = ['nullKey', 'missingKey', 'notAnObject']

type Fields = Readonly<Record<string, unknown>>

const poisons: Readonly<Record<PoisonKind, (fields: Fields, keyField: string) => unknown>> = {
  bigInteger: (fields) => ({ ...fields, quantity: 2n ** 80n }),
  notANumber: (fields) => ({ ...fields, amount: Number.NaN }),
  negativeZero: (fields) => ({ ...fields, amount: -0 }),
  loneSurrogate: (fields) => ({ ...fields, title: 'half \uD83D of a pair' }),
  nulCharacter: (fields) => ({ ...fields, title: 'before\u0000after' }),
  fortyDigits: (fields) => ({ ...fields, digits: '1234567890123456789012345678901234567.890' }),
  dateOutOfRange: (fields) => ({ ...fields, startedAt: '+275760-09-14T00:00:00Z' }),
  hugeText: (fields) => ({ ...fields, title: 'x'.repeat(20 * 1024 * 1024) }),
  deepNesting: (fields) => ({ ...fields, deep: nest(10_000) }),
  prototypeKeys: (fields) => ({
    ...fields,
    tricky: JSON.parse('{"__proto__":{"isPolluted":true},"constructor":{"prototype":{"isPolluted":true}}}'),
  }),
  cycle: (fields) => {
    const owner: Record<string, unknown> = { name: 'snake' }
    owner['self'] = owner
    return { ...fields, owner }
  },
  throwingGetter: (fields) =>
    Object.defineProperty({ ...fields }, 'title', {
      enumerable: true,
      get: () => {
        throw new Error('this getter throws')
      },
    }),
  emptyName: (fields) => ({ ...fields, '': 'nameless' }),
  nullKey: (fields, keyField) => ({ ...fields, [keyField]: null }),
  missingKey: (fields, keyField) => Object.fromEntries(Object.entries(fields).filter(([name]) => name !== keyField)),
  notAnObject: () => 'a text where a record should be',
}

export function applyPoison(fields: Fields, kind: PoisonKind, keyField: string): unknown {
  return poisons[kind](fields, keyField)
}

function nest(levels: number): unknown {
  let value: unknown = 'bottom'
  for (let level = 0; level < levels; level += 1) value = { level: value }
  return value
}
