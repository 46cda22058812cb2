IF DATABASE_PRINCIPAL_ID('registry_app') IS NULL
    CREATE USER registry_app FOR LOGIN registry_app;
GO

ALTER ROLE registry_service ADD MEMBER registry_app;
GO
