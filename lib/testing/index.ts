export { databaseSettings, freshDatabase, type FreshDatabaseOptions } from './fresh-database.ts';
