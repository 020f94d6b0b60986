import 'vuetify/styles'
import './style.css'
import { createPinia } from 'pinia'
import { createApp } from 'vue'
import App from './App.vue'
import { connect } from './client/connect'
import { ENGINE, HOST } from './client/injection'
import { makeRouter } from './router'
import { makeVuetify } from './theme'

try {
  const host = await connect()
  createApp(App)
    .use(createPinia())
    .use(makeRouter())
    .use(makeVuetify())
    .provide(HOST, host)
    .provide(ENGINE, host.engine)
    .mount('#app')
} catch (error) {
  // Without an engine there is nothing to show but how to get one; the components that say such things need it themselves.
  const reason = error instanceof Error ? error.message : String(error)
  document.body.textContent = `Slicewright could not reach its engine: ${reason} Start it again, and open the link that it prints.`
}
