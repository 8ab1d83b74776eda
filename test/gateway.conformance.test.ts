import { describeGateway } from '../packages/node/src/testing/describe-gateway.ts';
import { gatewayFace } from '../packages/node/src/testing/gateway-faces.ts';
import { frameworkFaces } from './framework-faces.ts';

describeGateway(frameworkFaces.map(gatewayFace));
