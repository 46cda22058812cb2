IF SUSER_ID('registry_app') IS NULL
    CREATE LOGIN registry_app WITH PASSWORD = '$(password)';
GO
