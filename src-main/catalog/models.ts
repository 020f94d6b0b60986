import { unet2d } from '../compute/models/unet2d'
import { defineCatalog } from './defineCatalog'

/** Every network that can be trained. */
export const models = defineCatalog('model', [unet2d])
