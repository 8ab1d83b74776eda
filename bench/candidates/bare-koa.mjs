/** The bare proxy in a Koa 3 app: what Koa itself costs. */
import Koa from 'koa';
import { forward } from './forward.mjs';
import { serve } from './serve.mjs';

const app = new Koa();
app.use((context) => {
  context.respond = false;
  forward(context.req, context.res);
});
serve(app.listen(0, '127.0.0.1'));
