/** The bare proxy in an Express 5 app: what Express itself costs. */
import express from 'express';
import { forward } from './forward.mjs';
import { serve } from './serve.mjs';

const app = express();
app.use(forward);
serve(app.listen(0, '127.0.0.1'));
