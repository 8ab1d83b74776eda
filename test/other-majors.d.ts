/** The older majors of the frameworks are installed under other names; what the tests use of them is typed alike. */
declare module 'express4' {
  import express from 'express';
  export default express;
}
declare module 'koa2' {
  import Koa from 'koa';
  export default Koa;
}
