import { filterOperators } from '@millrace/manager'
import type { FilterData } from '@millrace/manager'
import { z } from 'zod'
import { naming } from './naming.ts'

const path = z.string().meta({ description: 'Where the value is: `timeInterval.start`.' })

/** Which records land. */
export const filter: z.ZodType<FilterData> = naming(
  'Filter',
  z.lazy(() =>
    z.union([
      z.strictObject({ and: z.array(filter) }),
      z.strictObject({ or: z.array(filter) }),
      z.strictObject({ path, operator: z.enum(filterOperators), values: z.array(z.any()).exactOptional() }),
    ]),
  ),
)
