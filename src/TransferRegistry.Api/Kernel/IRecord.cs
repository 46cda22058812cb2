using System.Text.Json.Serialization;

namespace TransferRegistry.Api.Kernel;

/// <summary>A record of the registry: it counts its changes, and each of them stands in the journal.</summary>
interface IRecord
{
    Guid Id { get; }
    long Version { get; }
    /// <summary>The word the journal and the feed use for its kind: <c>agreement</c>.</summary>
    [JsonIgnore] string ResourceType { get; }
    /// <summary>The institutions it concerns, each once.</summary>
    [JsonIgnore] IEnumerable<Guid> Institutions { get; }
}

/// <summary>A representation that tells something once and never again: a secret.</summary>
interface IToldOnce
{
    /// <summary>The same without it.</summary>
    object Repeated { get; }
}

/// <summary>A representation that carries its version: the first half of its entity tag.</summary>
public interface IVersioned
{
    /// <summary>Counts the record's changes from 1; raised by every write.</summary>
    long Version { get; }
}
