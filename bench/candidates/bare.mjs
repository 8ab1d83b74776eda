/** A bare proxy on node:http. */
import { createServer } from 'node:http';
import { forward } from './forward.mjs';
import { serve } from './serve.mjs';

serve(createServer({ noDelay: true }, forward).listen(0, '127.0.0.1'));
