import { describe, expect, it } from 'vitest'
import type { ColumnSchema } from '../contract/table-schema.ts'
import { describedUsers, describeUsers } from './testing/described-users.ts'
import { toMermaid } from './to-mermaid.ts'

const id: ColumnSchema = { name: 'id', type: 'text', role: 'key', path: 'id' }

/** The line of a column in a diagram. */
function drawColumn(name: string): string | undefined {
  const columns: readonly ColumnSchema[] = [id, { name, type: 'text', role: 'data', path: name }]
  return toMermaid([describeUsers({ columns })])
    .split('\n')[4]
    ?.trim()
}

/** The name of a table in a diagram. */
function drawName(name: string): string | undefined {
  return toMermaid([describeUsers({ name })])
    .split('\n')[2]
    ?.trim()
}

describe('toMermaid', () => {
  it('draws tables below those whose rows hold their arrays', () => {
    expect(toMermaid([describedUsers])).toBe(`erDiagram
  %% stream users of pipeline clockify
  "users" {
    text id PK
    text settings__week "settings.week"
    decimal costrate "the user#39;s rate, in EUR"
  }
  "users__memberships" {
    text user_id PK, FK
    integer _index PK
    text role
  }
  "users__memberships__scopes" {
    text user_id PK, FK
    integer _index_1 PK
    integer _index PK
    text value
  }
  "users" ||--o{ "users__memberships" : "memberships"
  "users__memberships" ||--o{ "users__memberships__scopes" : "memberships.scopes"
`)
  })

  it('draws delta tables beside theirs', () => {
    expect(
      toMermaid([describeUsers({ delta: 'users_history' })])
        .split('\n')
        .slice(7),
    ).toEqual([
      '  "users_history" {',
      '    text _mr_op',
      '    timestamp _mr_at',
      '    text _mr_run',
      '    integer _mr_seq PK',
      '    text id PK',
      '    text settings__week "settings.week"',
      '    decimal costrate "the user#39;s rate, in EUR"',
      '  }',
      '  "users" |o..o{ "users_history" : "history"',
      '',
    ])
  })

  it('shows system columns where it is asked to', () => {
    expect(toMermaid([describedUsers])).not.toContain('_mr_run')
    expect(toMermaid([describedUsers], { hasSystemColumns: true })).toContain('    text _mr_run\n')
  })

  it('counts the columns beyond the first', () => {
    const data = Array.from({ length: 40 }, (_, index): ColumnSchema => ({
      name: `c${index}`,
      type: 'float',
      role: 'data',
    }))
    const streams = [describeUsers({ columns: [id, ...data] })]
    expect(toMermaid(streams)).toContain('    float c28\n    and more "11 of 41 columns"\n  }')
    expect(toMermaid(streams, { maxColumns: 41 })).toContain('    float c39\n  }')
  })

  it('gives tables that share a name different ones', () => {
    const lines = toMermaid([
      describeUsers({ delta: 'users' }),
      describeUsers({ delta: 'users' }, 'other'),
      describeUsers({}, 'other'),
    ]).split('\n')
    expect(lines.filter((line) => line.endsWith('{')).map((line) => line.trim())).toEqual([
      '"users" {',
      '"users (history)" {',
      '"users (other)" {',
      '"users (history 2)" {',
      '"users (other 2)" {',
    ])
    expect(lines).toContain('  "users (other)" |o..o{ "users (history 2)" : "history"')
  })

  it('leaves out streams of which nothing stands', () => {
    const schema = { stream: 'tags', version: 0, isKeyed: false, tables: [] }
    expect(toMermaid([{ pipeline: 'clockify', schema }])).toBe('erDiagram\n')
  })

  it.each([
    ['rate', 'text rate'],
    ['größe', 'text gr__e "größe"'],
    ['名前', 'text __ "名前"'],
    ['__rate__x', 'text __rate__x'],
    ['$ref', 'text _ref "$ref"'],
    ['a b.c', 'text a_b_c "a b.c"'],
    ['1st', 'text _1st "1st"'],
    ['😀', 'text _ "#128512;"'],
    ['PK', 'text _PK "PK"'],
    ['fk-1', 'text fk_1 "fk-1"'],
    ['uk名', 'text uk_ "uk名"'],
    ['__proto__', 'text __proto__ "__proto#95;#95;"'],
    ['a~b~', 'text a_b_ "a#126;b#126;"'],
    ['"', 'text _ "#34;"'],
  ])('says what column %s is called', (name, line) => {
    expect(drawColumn(name)).toBe(line)
  })

  it.each([
    ['a table', '"a table" {'],
    ['dbo.Users', '"dbo.Users" {'],
    ['größe 名前', '"größe 名前" {'],
    ['class', '"class" {'],
    ['a"b', '"a#34;b" {'],
    ['a\\b\n', '"a#92;b#10;" {'],
    ['%%{init}%%', '"#37;#37;#123;init#125;#37;#37;" {'],
    ['direction TB', '"direction#32;TB" {'],
    ['#quot;', '"#35;quot#59;" {'],
    ['<b>', '"#60;b#62;" {'],
    ['_users_', '"_users#95;" {'],
    ['- users', '"-#32;users" {'],
    ['[a](b)', '"[a#93;(b)" {'],
    ['$$a$$', '"#36;$a#36;$" {'],
  ])('writes the name %s so that it is read as it is', (name, line) => {
    expect(drawName(name)).toBe(line)
  })
})
