/** What a destination cannot hold by type is text from the very beginning. */

import type { CellValue } from '../../contract/column-type.ts'
import type { Definition } from './definition.ts'
import { Instant } from '../plain-object.ts'
import { kindOf, typeOfKind, valueKind } from '../value-kind.ts'
import type { Scalar, ValueKind } from '../value-kind.ts'

type Supports = Pick<Definition, 'supports'>

/** The value itself, or its text where the destination lacks its type. */
export function toSupported(definition: Supports, value: Scalar): Scalar {
  if (typeof value === 'string') return value
  return definition.supports(typeOfKind(kindOf(value))) ? value : textOfScalar(value)
}

/** The kind of `toSupported`. */
export function supportedKindOf(definition: Supports, value: Scalar): ValueKind {
  const kind = kindOf(value)
  if (kind === valueKind.instantText) return definition.supports('timestamp') ? kind : valueKind.text
  return definition.supports(typeOfKind(kind)) ? kind : valueKind.text
}

/** The text that stands for a cell in a column of type text. */
export function textOfCell(cell: CellValue): string {
  return textOfScalar(cell ?? '')
}

function textOfScalar(value: Scalar): string {
  if (value instanceof Instant) return value.text
  return value instanceof Uint8Array ? Buffer.from(value).toString('base64') : String(value)
}
