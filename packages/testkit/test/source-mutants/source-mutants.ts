import { abortIgnorer } from './abort-ignorer.ts'
import { arrayReuser } from './array-reuser.ts'
import { bareRecords } from './bare-records.ts'
import { changeMisser } from './change-misser.ts'
import { duplicateKeys } from './duplicate-keys.ts'
import { eagerReader } from './eager-reader.ts'
import { endlessReader } from './endless-reader.ts'
import { failureSwallower } from './failure-swallower.ts'
import { falseClaim } from './false-claim.ts'
import { falseOrder } from './false-order.ts'
import { listenerLeaker } from './listener-leaker.ts'
import { nullKeys } from './null-keys.ts'
import { prefetchingReader } from './prefetching-reader.ts'
import { quietAborter } from './quiet-aborter.ts'
import { rangeIgnorer } from './range-ignorer.ts'
import { recordMutator } from './record-mutator.ts'
import { returnIgnorer } from './return-ignorer.ts'
import { rowForgetter } from './row-forgetter.ts'
import { savepointAhead } from './savepoint-ahead.ts'
import { savepointDate } from './savepoint-date.ts'
import { savepointHuge } from './savepoint-huge.ts'
import { savepointIgnorer } from './savepoint-ignorer.ts'
import { secretTeller } from './secret-teller.ts'
import type { SourceMutant } from './source-mutant.ts'
import { stringThrower } from './string-thrower.ts'
import { undeclaredScope } from './undeclared-scope.ts'
import { unknownPart } from './unknown-part.ts'
import { unmarkedSecret } from './unmarked-secret.ts'
import { unstablePartitions } from './unstable-partitions.ts'
import { unstampedSource } from './unstamped-source.ts'

/** Every source on which the suite must fail. */
export const sourceMutants: Readonly<Record<string, SourceMutant>> = {
  abortIgnorer,
  arrayReuser,
  bareRecords,
  changeMisser,
  duplicateKeys,
  eagerReader,
  endlessReader,
  failureSwallower,
  falseClaim,
  falseOrder,
  listenerLeaker,
  nullKeys,
  prefetchingReader,
  quietAborter,
  rangeIgnorer,
  recordMutator,
  returnIgnorer,
  rowForgetter,
  savepointAhead,
  savepointDate,
  savepointHuge,
  savepointIgnorer,
  secretTeller,
  stringThrower,
  undeclaredScope,
  unknownPart,
  unmarkedSecret,
  unstablePartitions,
  unstampedSource,
}
