import { propagators } from '../../catalog/propagators'

/** For hosts that name the methods in their help. */
export const propagatorIds: readonly string[] = propagators.ids
