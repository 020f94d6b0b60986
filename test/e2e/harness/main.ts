import 'vuetify/styles'
import '../../../src-renderer/style.css'
import { createApp } from 'vue'
import { makeVuetify } from '../../../src-renderer/theme'
import HarnessApp from './HarnessApp.vue'

/** The viewer alone on a page, with volumes that a test serves. */
createApp(HarnessApp).use(makeVuetify()).mount('#app')
