import type { Problem } from './table-engine.ts'

/** Thrown inside this folder when a record cannot be stored; leaves it as a `Problem`. */
export class Rejection extends Error {
  readonly code: RejectionCode
  readonly path: string

  constructor(code: RejectionCode, path: string) {
    super(messages[code])
    this.code = code
    this.path = path
  }

  toProblem(): Problem {
    return { type: 'problem', path: this.path, code: this.code, message: this.message }
  }
}

const messages = {
  not_an_object: 'the record is no object',
  unsupported_value: 'a function, a symbol, or an object that is neither plain nor has toJSON',
  invalid_date: 'a Date that is no time',
  not_finite: 'NaN or infinite, in a column that is not float',
  cycle: 'an object that contains itself',
  too_deep: 'objects or arrays nested deeper than allowed',
  sparse_array: 'an array with very many holes',
  getter_threw: 'reading the value threw an error',
  too_many_columns: 'the table would need more columns than the destination allows',
  schema_drift: 'the tables would have to change',
  null_key: 'a column of the primary key is null',
  key_type: 'the value does not fit the type of its key column',
  cursor_type: 'the value does not fit the type of the cursor column',
  scope_type: 'the value does not fit the type of its scope column',
  null_element_key: 'the key of an element is null',
  element_key_type: 'the value does not fit the type of the element key',
  duplicate_element_key: 'two elements of one array have the same key',
} as const

/** The codes of problems. */
export type RejectionCode = keyof typeof messages
