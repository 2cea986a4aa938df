-- Whether a migrated database holds anything that somebody put there. No params.
select exists (select from flights) or exists (select from jobs) or exists (select from resources)
       or exists (select from hostflags) or exists (select from resource_properties)
       or exists (select from tasks where type <> 'magic') as "hasContent";
