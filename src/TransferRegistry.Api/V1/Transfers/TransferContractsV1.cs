using System.ComponentModel.DataAnnotations;
using System.Text.Json;
using System.Text.Json.Serialization;
using NodaTime;
using TransferRegistry.Api.Http.Binding;
using TransferRegistry.Api.Kernel;
using TransferRegistry.Api.Language;
using TransferRegistry.Api.V1.Items;

namespace TransferRegistry.Api.V1.Transfers;

/// <summary>A transfer as it is changed, and posted under an agreement.</summary>
public record TransferRequestV1
{
    /// <summary>The act's own number.</summary>
    [StringLength(128)] public string? ActNumber { get; init; }
    /// <summary>The act's date, EDTF.</summary>
    public EdtfDate? ActDate { get; init; }
    /// <summary>The papers it stands on beside or instead of an agreement.</summary>
    public IReadOnlyList<BasisV1>? Basis { get; init; }
    /// <summary>What it is for.</summary>
    public required TransferKindV1 Kind { get; init; }
    /// <summary>What moves; where nothing is said: permanent kinds title_and_custody, temporary kinds custody_only, unknown unknown.</summary>
    public LegalEffectV1? LegalEffect { get; init; }
    /// <summary>Who hands over.</summary>
    public required Reference From { get; init; }
    /// <summary>Who receives.</summary>
    public required Reference To { get; init; }
    /// <summary>Whether the source names the sender; stated where nothing is said.</summary>
    public FromCertaintyV1? FromCertainty { get; init; }
    /// <summary>The event it happened at.</summary>
    public Reference? Event { get; init; }
    /// <summary>When it was asked for, EDTF.</summary>
    public EdtfDate? RequestedOn { get; init; }
    /// <summary>When it was decided, EDTF.</summary>
    public EdtfDate? ApprovedOn { get; init; }
    /// <summary>The day planned for the hand-over.</summary>
    public LocalDate? PlannedOn { get; init; }
    /// <summary>When it was handed over, EDTF.</summary>
    public EdtfDate? HandedOverOn { get; init; }
    /// <summary>When it arrived, EDTF.</summary>
    public EdtfDate? ReceivedOn { get; init; }
    /// <summary>The day it is due back; for temporary kinds.</summary>
    public LocalDate? DueBackOn { get; init; }
    /// <summary>Why it is away; for temporary kinds.</summary>
    public PurposeV1? Purpose { get; init; }
    /// <summary>Decisions of commissions, departments, ministries.</summary>
    public IReadOnlyList<AuthorizationV1>? Authorizations { get; init; }
    /// <summary>Who decided.</summary>
    public PersonV1? ApprovedBy { get; init; }
    /// <summary>Who handed over.</summary>
    public PersonV1? HandedOverBy { get; init; }
    /// <summary>Who received.</summary>
    public PersonV1? ReceivedBy { get; init; }
    /// <summary>The insurance.</summary>
    public InsuranceV1? Insurance { get; init; }
    /// <summary>How many objects the act declares.</summary>
    [Range(1, 1_000_000_000)] public int? DeclaredCount { get; init; }
    /// <summary>Where the knowledge comes from.</summary>
    public SourceV1? Source { get; init; }
    /// <summary>Who may see it; its agreement's where nothing is said, and never more than that.</summary>
    public VisibilityV1? Visibility { get; init; }
    /// <summary>Your own reference: unique among what you have posted.</summary>
    [StringLength(128)] public string? ExternalRef { get; init; }
    /// <summary>Anything else.</summary>
    [StringLength(4000)] public string? Note { get; init; }
    /// <summary>What passes, one line an item or lot.</summary>
    [MinLength(1), MaxLength(50_000)] public required IReadOnlyList<LineRequestV1> Lines { get; init; }
}

/// <summary>A transfer as it is changed: with its agreement.</summary>
public record TransferChangeV1 : TransferRequestV1
{
    /// <summary>What the record rests on.</summary>
    public required EvidenceV1 Evidence { get; init; }
    /// <summary>The agreement it is made under: id or registry number.</summary>
    public Reference? Agreement { get; init; }
}

/// <summary>A transfer as it is posted by itself.</summary>
public sealed record TransferPostV1 : TransferChangeV1
{
    /// <summary>draft where nothing is said.</summary>
    public InitialTransferStatusV1? InitialStatus { get; init; }
    /// <summary>The institution you post for, where you act for several.</summary>
    public Reference? OnBehalfOf { get; init; }
}

/// <summary>A transfer posted with its agreement.</summary>
public sealed record NestedTransferV1 : TransferRequestV1
{
    /// <summary>What the record rests on; the agreement's where nothing is said.</summary>
    public EvidenceV1? Evidence { get; init; }
    /// <summary>draft where nothing is said.</summary>
    public InitialTransferStatusV1? InitialStatus { get; init; }
}

/// <summary>A line: an item the registry knows, a new one, or a lot. Exactly one of item and lot.</summary>
public sealed record LineRequestV1
{
    /// <summary>The line's number; its place where nothing is said.</summary>
    [Range(1, 50_000)] public int? Line { get; init; }
    /// <summary>A known item by id, registry number or inventory number, or a new item.</summary>
    public ItemChoiceV1? Item { get; init; }
    /// <summary>A lot whose items are not known yet.</summary>
    public LotRequestV1? Lot { get; init; }
    /// <summary>How many; absent: unknown.</summary>
    [Range(1, 1_000_000_000)] public int? Quantity { get; init; }
    /// <summary>How well the quantity is known; declared where one is given.</summary>
    public QuantityStatusV1? QuantityStatus { get; init; }
    /// <summary>The condition on leaving.</summary>
    [StringLength(2000)] public string? ConditionOut { get; init; }
    /// <summary>The condition on arrival.</summary>
    [StringLength(2000)] public string? ConditionIn { get; init; }
    /// <summary>The value.</summary>
    public ValuationV1? Valuation { get; init; }
    /// <summary>Anything else.</summary>
    [StringLength(4000)] public string? Note { get; init; }
}

/// <summary>A lot as it is posted: it becomes an item of kind lot, to be itemised later.</summary>
public sealed record LotRequestV1
{
    /// <summary>What it is, by language.</summary>
    public required LocalizedText Description { get; init; }
    /// <summary>Where its objects come from.</summary>
    public IReadOnlyList<ProvenanceV1>? Provenance { get; init; }
    /// <summary>How many objects; absent: unknown.</summary>
    [Range(1, 1_000_000_000)] public int? Quantity { get; init; }
}

/// <summary>An item by the number its holder gave it.</summary>
public sealed record InventoryReferenceV1
{
    /// <summary>Whose number; absent for state_catalogue.</summary>
    public Reference? Institution { get; init; }
    /// <summary>Which book.</summary>
    public required IdentifierSchemeV1 Scheme { get; init; }
    /// <summary>The number.</summary>
    [StringLength(128)] public required string Value { get; init; }
}

/// <summary>The item of a line: a reference (text, or an object with id or registryNumber), an inventory number (an object with scheme), or a new item.</summary>
[JsonConverter(typeof(Converter))]
public sealed record ItemChoiceV1 : IContractChoice
{
    /// <summary>An item by id or registry number.</summary>
    public Reference? Known { get; init; }
    /// <summary>An item by inventory number.</summary>
    public InventoryReferenceV1? Inventory { get; init; }
    /// <summary>An item that the registry does not know yet.</summary>
    public ItemRequestV1? New { get; init; }

    /// <inheritdoc/>
    public static Type Choose(JsonElement element) => element switch
    {
        { ValueKind: JsonValueKind.Object } when element.TryGetProperty("id", out _) || element.TryGetProperty("registryNumber", out _) => typeof(Reference),
        { ValueKind: JsonValueKind.Object } when element.TryGetProperty("scheme", out _) => typeof(InventoryReferenceV1),
        { ValueKind: JsonValueKind.Object } => typeof(ItemRequestV1),
        _ => typeof(Reference),
    };

    sealed class Converter : JsonConverter<ItemChoiceV1>
    {
        public override ItemChoiceV1 Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
        {
            var element = JsonElement.ParseValue(ref reader);
            var chosen = Choose(element);
            return new()
            {
                Known = chosen == typeof(Reference) ? element.Deserialize<Reference>(options) : null,
                Inventory = chosen == typeof(InventoryReferenceV1) ? element.Deserialize<InventoryReferenceV1>(options) : null,
                New = chosen == typeof(ItemRequestV1) ? element.Deserialize<ItemRequestV1>(options) : null,
            };
        }

        public override void Write(Utf8JsonWriter writer, ItemChoiceV1 value, JsonSerializerOptions options) =>
            JsonSerializer.Serialize(writer, (object?)value.Known ?? (object?)value.Inventory ?? value.New, options);
    }
}

