import ts from 'typescript'
import { describe, expect, test } from 'vitest'
import { describeType } from './describe-type.ts'
import { findUndocumentedMembers } from './find-problems.ts'
import { readType, type DocumentedType } from './read-types.ts'

function read(name: string, text: string): DocumentedType {
  return readType(ts.createSourceFile('source.ts', text, ts.ScriptTarget.Latest, true), name)
}

const connection = `
/** What everything has. */
interface Base {
  readonly id: string
}

/** How to
 * connect. */
export interface Connection extends Base {
  /**
   * One of two:
   *
   * - \`a\`: the first
   * - \`b\`: the second
   */
  readonly how: 'a' | 'b'
  readonly port?: number
  /** Closes it. */
  close(
    request: Base & {
      readonly reason: string
      readonly at: Date
    },
  ): Promise<void>
}
`

describe('an interface', () => {
  const type = read('Connection', connection)

  test('is read with its doc comment, its bases and its members', () => {
    expect(type).toMatchObject({ kind: 'interface', doc: 'How to\nconnect.', bases: ['Base'] })
    expect(type.members.map(({ name, isOptional, isMethod }) => ({ name, isOptional, isMethod }))).toEqual([
      { name: 'how', isOptional: false, isMethod: false },
      { name: 'port', isOptional: true, isMethod: false },
      { name: 'close', isOptional: false, isMethod: true },
    ])
  })

  test('has its types on one line', () => {
    expect(type.members.at(-1)?.type).toBe(
      'close(request: Base & { readonly reason: string; readonly at: Date }): Promise<void>',
    )
  })

  test('becomes a table and sections, in which nothing breaks a cell', () => {
    expect(describeType(type).join('\n\n')).toBe(`## Connection

How to
connect.

Has all of \`Base\` too.

| Property | Type | Meaning |
|---|---|---|
| \`how\` | \`'a' \\| 'b'\` | One of two:<br>- \`a\`: the first<br>- \`b\`: the second |
| \`port?\` | \`number\` |  |

### Connection.close

\`close(request: Base & { readonly reason: string; readonly at: Date }): Promise<void>\`

Closes it.`)
  })

  test('is reported where a member has no doc comment', () => {
    expect(findUndocumentedMembers(type)).toEqual(['source.ts:17: Connection, member port, has no doc comment'])
  })

  test('is reported where it has none itself; a comment that is no doc comment does not count', () => {
    const bare = read('Bare', '// Not a doc comment.\ninterface Bare {\n  /** There. */\n  readonly id: string\n}\n')
    expect(findUndocumentedMembers(bare)).toEqual(['source.ts:2: Bare has no doc comment'])
  })
})

describe('a union', () => {
  test('is explained member by member where its members have doc comments', () => {
    const type = read('How', "/** How. */\ntype How =\n  /** One. */\n  | 'a'\n  /** Two. */\n  | 'b'\n")
    expect(describeType(type)).toContain("| Value | Meaning |\n|---|---|\n| `'a'` | One. |\n| `'b'` | Two. |")
    expect(findUndocumentedMembers(type)).toEqual([])
  })

  test('is reported where only some of its members have one', () => {
    const type = read('How', "/** How. */\ntype How =\n  /** One. */\n  | 'a'\n  | 'b'\n")
    expect(findUndocumentedMembers(type)).toEqual(["source.ts:5: How, member 'b', has no doc comment"])
  })

  test('is shown as it is where none has one', () => {
    const type = read('How', "/** How. */\ntype How =\n  | 'a'\n  | 'b'\n")
    expect(describeType(type)).toEqual(['## How', 'How.', "`'a' | 'b'`"])
    expect(findUndocumentedMembers(type)).toEqual([])
  })

  test('of interfaces shows their shapes and what their doc comments say', () => {
    const type = read(
      'Part',
      '/** A. */\ninterface A {\n  readonly a?: string\n}\n/** Any. */\ntype Part = A | string\n',
    )
    expect(type.members[0]).toMatchObject({ name: 'A', type: '{ a?: string }', doc: 'A.' })
    expect(findUndocumentedMembers(type)).toEqual(['source.ts:6: Part, member string, has no doc comment'])
  })
})

test('a type that is not there is named', () => {
  expect(() => read('Other', connection)).toThrow('source.ts has no interface or type Other')
})
