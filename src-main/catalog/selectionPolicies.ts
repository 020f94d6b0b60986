import type { SelectionPolicy } from '../domain/selection/defineSelectionPolicy'
import { policies } from '../domain/selection/policies'
import { defineCatalog } from './defineCatalog'

export const selectionPolicies = defineCatalog<SelectionPolicy>('selection policy', policies)
