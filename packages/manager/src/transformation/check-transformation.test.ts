import { describe, expect, it } from 'vitest'
import type { RecordField } from '../model/record-field.ts'
import { checkTransformation } from './check-transformation.ts'
import { declaredColumns } from './declared-columns.ts'
import type { TransformationStep } from './transformation-data.ts'

const fields: readonly RecordField[] = [
  { path: 'id', type: 'text', isProtected: true },
  { path: 'meta.updatedAt', type: 'timestamp', isProtected: true },
  { path: 'meta.note', type: 'text' },
  { path: 'name', type: 'text' },
  { path: 'amount', type: 'decimal', isDeclared: true },
  { path: 'address.city', type: 'text' },
  { path: 'address.zip', type: 'text', isDeclared: true },
  { path: 'tags', type: 'array', elements: 'text' },
  { path: 'members', type: 'array' },
  { path: 'members.role', type: 'text' },
  { path: 'members.rate.amount', type: 'integer' },
]
const functions = { clean: { version: '1', apply: (record: object) => ({ ...record }) } }

describe('checkTransformation', () => {
  it('takes what can be compiled, each step against what the ones before it leave', () => {
    const steps: TransformationStep[] = [
      { do: 'rename', path: 'name', to: 'address.name' },
      { do: 'lower', path: 'address.name' },
      { do: 'cast', path: 'amount', type: 'text' },
      { do: 'trim', path: 'amount' },
      { do: 'drop', path: 'address.city' },
      { do: 'set', path: 'address.city', value: 'Berlin' },
      { do: 'set', path: 'members.[].isMember', value: true },
      { do: 'rename', path: 'members.rate.amount', to: 'members.rate.value' },
      { do: 'default', path: 'members.[].rate.value', value: 0 },
      { do: 'rename', path: 'members', to: 'people' },
      { do: 'hash', path: 'people.role' },
      { do: 'upper', path: 'people.role' },
      { do: 'lower', path: 'tags' },
      { do: 'cast', path: 'address', type: 'json' },
      { do: 'drop', path: 'meta.note' },
    ]
    expect(problems({ steps })).toEqual([])
    expect(problems({ function: 'clean' })).toEqual([])
  })

  it.each([
    [{ do: 'drop', path: 'id' }, 'path: id is or holds a key, cursor or scope field'],
    [{ do: 'set', path: 'meta', value: 1 }, 'path: meta is or holds a key, cursor or scope field'],
    [{ do: 'set', path: 'id.x', value: 1 }, 'path: id.x is or holds a key, cursor or scope field'],
    [{ do: 'rename', path: 'meta', to: 'data' }, 'path: meta is or holds a key, cursor or scope field'],
    [{ do: 'rename', path: 'name', to: 'id' }, 'to: id is or holds a key, cursor or scope field'],
    [{ do: 'hash', path: 'meta.updatedAt' }, 'path: meta.updatedAt is or holds a key, cursor or scope field'],
  ])('never changes key, cursor or scope fields: %j', (step, problem) => {
    expect(problems({ steps: [step] })[0]).toMatch(new RegExp(`^transformation\\.steps\\[0\\]\\.${problem}`))
  })

  it.each([
    [{ do: 'rename', path: 'name', to: 'amount' }, 'to: amount exists already'],
    [{ do: 'rename', path: 'name', to: 'address' }, 'to: address exists already'],
    [{ do: 'rename', path: 'name', to: 'name' }, 'to: name lies in name itself'],
    [{ do: 'rename', path: 'name', to: 'amount.x' }, 'to: amount.x lies below amount, which is no object'],
    [{ do: 'rename', path: 'name', to: 'members.name' }, 'to: leads into the array members'],
    [{ do: 'rename', path: 'members.role', to: 'role' }, 'to: leads out of the array members'],
    [{ do: 'drop', path: 'nam' }, 'path: nam does not exist; there are: id, meta.updatedAt'],
    [{ do: 'lower', path: 'amount' }, 'path: amount is a decimal; lower works on texts'],
    [{ do: 'upper', path: 'members' }, 'path: members is an array of objects; upper works on texts'],
    [{ do: 'hash', path: 'members' }, 'path: members is an array of objects; hash a field'],
    [{ do: 'cast', path: 'address', type: 'integer' }, 'type: address is an object, which can be cast to json or text'],
    [{ do: 'cast', path: 'members', type: 'text' }, 'type: members is an array of objects, which can be cast to json'],
    [{ do: 'set', path: 'members.source', value: 1 }, 'path: members.source must be written as members.[].source'],
    [{ do: 'set', path: 'name.[].x', value: 1 }, 'path: name.[].x must be written as name.x'],
    [{ do: 'set', path: 'name.x', value: 1 }, 'path: name.x lies below name, which is no object'],
    [{ do: 'default', path: 'members.role', value: 'x' }, 'path: members.role must be written as members.[].role'],
    [{ do: 'default', path: 'amount', value: 'x' }, 'value: is no decimal, which amount is'],
    [{ do: 'default', path: 'name', value: 5 }, 'value: is no text, which name is'],
    [{ do: 'explode', path: 'name' }, 'do: must be one of: rename, drop, cast'],
    [{ do: 'cast', path: 'name', type: 'number' }, 'type: must be one of: boolean, integer'],
    [{ do: 'set', path: 'name' }, 'value: must be a JSON value'],
    [{ do: 'set', path: 'name', value: 'x'.repeat(10_001) }, 'value: is longer than 10000 characters'],
    [{ do: 'drop', path: 'name', to: 'x' }, 'to: goes not with drop'],
    [{ do: 'drop', path: '' }, 'path: must be the path of a field'],
    [{ do: 'drop', path: 'tags.[]' }, 'path: must begin and end with the name of a field'],
    [{ do: 'drop', path: 'a..b' }, 'path: the path has an empty step'],
  ])('refuses %j', (step, problem) => {
    const [found = '', ...others] = problems({ steps: [step] })
    expect(found.slice(0, problem.length + 24)).toBe(`transformation.steps[0].${problem}`)
    expect(others).toEqual([])
  })

  it('names every problem at once', () => {
    const steps = [{ do: 'drop', path: 'nam' }, 'drop', { do: 'lower', path: 'amount' }, { do: 'drop', path: 'id' }]
    expect(problems({ steps }).map((problem) => problem.split(': ')[0])).toEqual([
      'transformation.steps[0].path',
      'transformation.steps[1]',
      'transformation.steps[2].path',
      'transformation.steps[3].path',
    ])
  })

  it.each([
    [null, 'transformation: must be { steps: [steps] } or { function: name }'],
    [{}, 'transformation: must be { steps'],
    [{ steps: [], function: 'clean' }, 'transformation: must be { steps'],
    [{ steps: {} }, 'transformation.steps: must be an array of steps'],
    [{ steps: [], name: 'x' }, 'transformation.name: there is no such member'],
    [
      { steps: Array.from({ length: 201 }, () => ({ do: 'drop', path: 'name' })) },
      'transformation.steps: has more than 200',
    ],
    [{ function: 'wash' }, 'transformation.function: function wash is not registered; there are: clean'],
    [{ function: 5 }, 'transformation.function: must be the name of a registered function; there are: clean'],
  ])('refuses the form %#', (data, problem) => {
    const [found = '', ...others] = problems(data)
    expect(found.slice(0, problem.length)).toBe(problem)
    expect(others).toEqual([])
  })
})

describe('declaredColumns', () => {
  it('names the types that a transformation decides, through arrays too', () => {
    const steps: TransformationStep[] = [
      { do: 'cast', path: 'name', type: 'date' },
      { do: 'rename', path: 'name', to: 'day' },
      { do: 'rename', path: 'address', to: 'place' },
      { do: 'cast', path: 'members.rate.amount', type: 'decimal' },
      { do: 'cast', path: 'tags', type: 'integer' },
      { do: 'hash', path: 'meta.note' },
    ]
    expect(declaredColumns({ steps }, fields)).toEqual({
      day: 'date',
      'place.zip': 'text',
      'members.[].rate.amount': 'decimal',
      'tags.[]': 'integer',
      'meta.note': 'text',
    })
    expect(declaredColumns({ function: 'clean' }, fields)).toEqual({})
  })
})

function problems(data: unknown): readonly string[] {
  return checkTransformation(data, fields, functions).map(({ path, message }) => `${path}: ${message}`)
}
