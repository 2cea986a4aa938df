-- Returns whether a migrated database has any content besides that of the migrations. No params.
select exists (select from flights) or exists (select from jobs) or exists (select from resources)
       or exists (select from hostflags) or exists (select from resource_properties)
       or exists (select from tasks where type <> 'magic') as "hasContent";
