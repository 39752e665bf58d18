import { DestinationError } from '@millrace/core/plugin'
import type { CellValue, ColumnType } from '@millrace/core/plugin'

/** The cell as a parameter of a statement, to be cast to the Postgres type of its column. */
export function bindCell(cell: CellValue, type: ColumnType): string | Uint8Array | null {
  if (cell === null) return null
  switch (type) {
    case 'boolean':
      if (typeof cell === 'boolean') return String(cell)
      break
    case 'integer':
      if (typeof cell === 'number' || typeof cell === 'bigint') return String(cell)
      break
    case 'float':
      if (typeof cell === 'number') return Object.is(cell, -0) ? '-0' : String(cell)
      break
    case 'timestamp':
    case 'date':
      if (typeof cell === 'string') return cell.startsWith('0000') ? `0001${cell.slice(4)} BC` : cell
      break
    case 'decimal':
    case 'text':
    case 'time':
    case 'json':
      if (typeof cell === 'string') return cell
      break
    case 'binary':
      if (cell instanceof Uint8Array) return cell
      break
    default:
      return type satisfies never
  }
  throw new DestinationError({ message: `a ${typeof cell} cannot be bound as ${type}` })
}
