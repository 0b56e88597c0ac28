import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayInputStream;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyFactory;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.Date;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.ASN1GeneralizedTime;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1Primitive;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.asn1.DERSet;
import org.bouncycastle.asn1.cmp.PKIStatus;
import org.bouncycastle.asn1.cmp.PKIStatusInfo;
import org.bouncycastle.asn1.cms.Attribute;
import org.bouncycastle.asn1.cms.AttributeTable;
import org.bouncycastle.asn1.dvcs.CertEtcToken;
import org.bouncycastle.asn1.dvcs.DVCSCertInfoBuilder;
import org.bouncycastle.asn1.dvcs.DVCSObjectIdentifiers;
import org.bouncycastle.asn1.dvcs.DVCSRequest;
import org.bouncycastle.asn1.dvcs.DVCSResponse;
import org.bouncycastle.asn1.dvcs.DVCSTime;
import org.bouncycastle.asn1.dvcs.Data;
import org.bouncycastle.asn1.dvcs.TargetEtcChain;
import org.bouncycastle.asn1.ess.ESSCertIDv2;
import org.bouncycastle.asn1.ess.SigningCertificateV2;
import org.bouncycastle.asn1.nist.NISTObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.DigestInfo;
import org.bouncycastle.asn1.x509.PolicyInformation;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cms.CMSProcessableByteArray;
import org.bouncycastle.cms.CMSSignedData;
import org.bouncycastle.cms.CMSSignedDataGenerator;
import org.bouncycastle.cms.DefaultSignedAttributeTableGenerator;
import org.bouncycastle.cms.SignerInformation;
import org.bouncycastle.cms.jcajce.JcaSignerInfoGeneratorBuilder;
import org.bouncycastle.cms.jcajce.JcaSimpleSignerInfoVerifierBuilder;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.operator.jcajce.JcaDigestCalculatorProviderBuilder;

/**
 * A DVCS on Bouncy Castle, over plain HTTP on loopback: grants whatever it is
 * asked, as the library encodes it; under /stale its clock is an hour slow.
 * Prints its port.
 */
final class BouncyCastleServer {
  private final PrivateKey key;
  private final X509Certificate certificate;
  private long serial = 0;

  BouncyCastleServer(Path keyFile, Path certificateFile) throws Exception {
    certificate =
        (X509Certificate)
            CertificateFactory.getInstance("X.509")
                .generateCertificate(
                    new ByteArrayInputStream(Files.readAllBytes(certificateFile)));
    byte[] der =
        Base64.getMimeDecoder()
            .decode(
                new String(Files.readAllBytes(keyFile), StandardCharsets.US_ASCII)
                    .replaceAll("-----[A-Z ]+-----", ""));
    key =
        KeyFactory.getInstance(certificate.getPublicKey().getAlgorithm())
            .generatePrivate(new PKCS8EncodedKeySpec(der));
  }

  void run() throws Exception {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0), 0);
    server.createContext("/", this::handle);
    server.start();
    System.out.println(server.getAddress().getPort());
    System.out.flush();
  }

  private void handle(HttpExchange exchange) throws java.io.IOException {
    byte[] answer;
    try {
      long age = exchange.getRequestURI().getPath().equals("/stale") ? 3600 * 1000L : 0;
      answer = answer(exchange.getRequestBody().readAllBytes(), age);
    } catch (Exception error) {
      error.printStackTrace();
      exchange.sendResponseHeaders(500, -1);
      exchange.close();
      return;
    }
    exchange.getResponseHeaders().set("Content-Type", "application/dvcs");
    exchange.sendResponseHeaders(200, answer.length);
    exchange.getResponseBody().write(answer);
    exchange.close();
  }

  private byte[] answer(byte[] octets, long age) throws Exception {
    DVCSRequest request = request(octets);
    Data data = request.getData();
    byte[] imprinted =
        data.getMessage() != null
            ? data.getMessage().getOctets()
            : data.toASN1Primitive().getEncoded(ASN1Encoding.DER);
    DVCSCertInfoBuilder info =
        new DVCSCertInfoBuilder(
            request.getRequestInformation(),
            new DigestInfo(
                new AlgorithmIdentifier(NISTObjectIdentifiers.id_sha256),
                MessageDigest.getInstance("SHA-256").digest(imprinted)),
            new ASN1Integer(BigInteger.valueOf(++serial)),
            new DVCSTime(
                new ASN1GeneralizedTime(new Date(System.currentTimeMillis() - age))));
    info.setDvStatus(new PKIStatusInfo(PKIStatus.granted));
    info.setPolicy(new PolicyInformation(new ASN1ObjectIdentifier("1.2.398.7.8")));
    if (data.getCerts() != null) {
      TargetEtcChain[] asked = data.getCerts();
      TargetEtcChain[] targets = new TargetEtcChain[asked.length];
      for (int i = 0; i < asked.length; ++i) {
        targets[i] =
            new TargetEtcChain(
                asked[i].getTarget(),
                new CertEtcToken[] {
                  new CertEtcToken(
                      CertEtcToken.TAG_PKISTATUS, new PKIStatusInfo(PKIStatus.granted))
                });
      }
      info.setCerts(targets);
    }
    return sign(new DVCSResponse(info.build()).getEncoded(ASN1Encoding.DER));
  }

  // Alone, or in a SignedData, whose signature is then verified.
  private static DVCSRequest request(byte[] octets) throws Exception {
    ASN1Sequence outer = ASN1Sequence.getInstance(octets);
    if (!(outer.getObjectAt(0) instanceof ASN1ObjectIdentifier)) {
      return DVCSRequest.getInstance(outer);
    }
    CMSSignedData data = new CMSSignedData(octets);
    for (SignerInformation signer : data.getSignerInfos().getSigners()) {
      X509CertificateHolder holder =
          (X509CertificateHolder)
              data.getCertificates().getMatches(signer.getSID()).iterator().next();
      if (!signer.verify(new JcaSimpleSignerInfoVerifierBuilder().build(holder))) {
        throw new IllegalArgumentException("the request's signature does not verify");
      }
      System.err.println("signed by " + holder.getSubject());
    }
    return DVCSRequest.getInstance(
        ASN1Primitive.fromByteArray((byte[]) data.getSignedContent().getContent()));
  }

  private byte[] sign(byte[] response) throws Exception {
    ESSCertIDv2 reference =
        new ESSCertIDv2(
            new AlgorithmIdentifier(NISTObjectIdentifiers.id_sha256),
            MessageDigest.getInstance("SHA-256").digest(certificate.getEncoded()));
    AttributeTable attributes =
        new AttributeTable(
            new Attribute(
                PKCSObjectIdentifiers.id_aa_signingCertificateV2,
                new DERSet(new SigningCertificateV2(new ESSCertIDv2[] {reference}))));
    CMSSignedDataGenerator generator = new CMSSignedDataGenerator();
    generator.addSignerInfoGenerator(
        new JcaSignerInfoGeneratorBuilder(new JcaDigestCalculatorProviderBuilder().build())
            .setSignedAttributeGenerator(new DefaultSignedAttributeTableGenerator(attributes))
            .build(new JcaContentSignerBuilder("SHA256withECDSA").build(key), certificate));
    generator.addCertificate(new X509CertificateHolder(certificate.getEncoded()));
    return generator
        .generate(
            new CMSProcessableByteArray(DVCSObjectIdentifiers.id_ct_DVCSResponseData, response),
            true)
        .toASN1Structure()
        .getEncoded(ASN1Encoding.DER);
  }
}
