export { freshDatabase, type FreshDatabaseOptions } from './fresh-database.ts';
