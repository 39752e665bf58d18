import { describe, expect, it } from 'vitest'
import { describedUsers, describeUsers } from './testing/described-users.ts'
import { toDbml } from './to-dbml.ts'

describe('toDbml', () => {
  it('writes tables with keys, notes and references to the root', () => {
    expect(toDbml([describedUsers])).toBe(`// stream users of pipeline clockify

Table "users" {
  "id" text [pk]
  "settings__week" text
  "costrate" decimal [note: 'the user\\'s rate, in EUR']
  Note: 'Everybody who has\\nan \\"account\\".'
}

Table "users__memberships" {
  "user_id" text
  "_index" integer
  "role" text
  indexes {
    ("user_id", "_index") [pk]
  }
}

Table "users__memberships__scopes" {
  "user_id" text
  "_index_1" integer
  "_index" integer
  "value" text
  indexes {
    ("user_id", "_index_1", "_index") [pk]
  }
}

Ref: "users__memberships"."user_id" > "users"."id"

Ref: "users__memberships__scopes"."user_id" > "users"."id"
`)
  })

  it('refers by all columns of a key', () => {
    const [root, child] = describedUsers.schema.tables
    if (root === undefined || child === undefined) throw new Error('there are two tables')
    const tables = [
      { ...root, key: ['id', 'costrate'], rootKey: ['id', 'costrate'], delta: 'users_history' },
      { ...child, rootKey: ['user_id', 'role'] },
    ]
    const text = toDbml([{ ...describedUsers, schema: { ...describedUsers.schema, tables } }])
    expect(text).toContain('Ref: "users__memberships".("user_id", "role") > "users".("id", "costrate")\n')
    expect(text).toContain('Ref: "users_history".("id", "costrate") > "users".("id", "costrate")\n')
  })

  it('writes delta tables', () => {
    expect(toDbml([describeUsers({ delta: 'users_history', description: 'People' })])).toContain(`
Table "users_history" {
  "_mr_op" text
  "_mr_at" timestamp
  "_mr_run" text
  "_mr_seq" integer
  "id" text
  "settings__week" text
  "costrate" decimal [note: 'the user\\'s rate, in EUR']
  indexes {
    ("id", "_mr_seq") [pk]
  }
}

Ref: "users_history"."id" > "users"."id"
`)
  })

  it('shows system columns where it is asked to', () => {
    expect(toDbml([describedUsers])).not.toContain('_mr_run')
    expect(toDbml([describedUsers], { hasSystemColumns: true })).toContain('  "_mr_run" text\n')
  })

  it('gives tables that share a name different ones', () => {
    const text = toDbml([describeUsers({ delta: 'users' }), describeUsers({}, 'other')])
    expect(text.match(/^Table .*/gm)).toEqual([
      'Table "users" {',
      'Table "users (history)" {',
      'Table "users (other)" {',
    ])
  })

  it('writes nothing where nothing stands', () => {
    const schema = { stream: 'tags', version: 0, isKeyed: false, tables: [] }
    expect(toDbml([{ pipeline: 'clockify', schema }])).toBe('')
  })

  it.each([
    ['a.b', 'Table "a.b" {'],
    ['a"b', String.raw`Table "a\"b" {`],
    ['a\\b\n', String.raw`Table "a\\b\n" {`],
    ['größe 名前 😀', 'Table "größe 名前 😀" {'],
    ['__proto__', 'Table "__proto__" {'],
    ['\u0000\ud800', String.raw`Table "\u0000\ud800" {`],
  ])('writes the name %s so that it is read as it is', (name, line) => {
    expect(toDbml([describeUsers({ name })]).split('\n')).toContain(line)
  })

  it('keeps titles on their line', () => {
    expect(toDbml([describeUsers({}, 'a\nb')])).toMatch(/^\/\/ stream users of pipeline a\\nb\n\nTable/)
  })
})
