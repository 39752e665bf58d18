import type { Period } from '@millrace/manager'
import { z } from 'zod'

export const period: z.ZodType<Period> = z.enum(['5m', '15m', '30m', '1h', '2h', '3h', '6h', '8h', '12h', '24h'])
