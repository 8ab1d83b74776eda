import { describeBridge } from './describe-bridge.ts';
import { faces } from './faces.ts';

describeBridge(faces);
